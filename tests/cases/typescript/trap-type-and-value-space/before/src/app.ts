import { OldStore } from './legacy';

export function make<OldStore>(wrap: (store: object) => OldStore): OldStore {
  return wrap(new OldStore());
}
export function read(OldStore: string, store: OldStore): string {
  return store.get(OldStore);
}
