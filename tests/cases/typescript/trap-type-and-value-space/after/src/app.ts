import { NewStore } from './new';

export function make<OldStore>(wrap: (store: object) => OldStore): OldStore {
  return wrap(new NewStore());
}
export function read(OldStore: string, store: NewStore): string {
  return store.get(OldStore);
}
