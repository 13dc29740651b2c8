import { OldStore } from './legacy';

const kinds = [OldStore, Date];
const Chosen = kinds.length > 1 ? OldStore : Date;
const Alias = OldStore;

export const sizes = [OldStore.size, OldStore['size'], OldStore?.size, `${OldStore.size}`];
export const made = [new Chosen(), new Alias(), Reflect.construct(OldStore, [])];
export const shared: OldStore = OldStore.shared!;
export function pick(kind: typeof OldStore = OldStore): OldStore {
  return new kind();
}
