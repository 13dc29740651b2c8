import { NewStore } from './new';

const kinds = [NewStore, Date];
const Chosen = kinds.length > 1 ? NewStore : Date;
const Alias = NewStore;

export const sizes = [NewStore.size, NewStore['size'], NewStore?.size, `${NewStore.size}`];
export const made = [new Chosen(), new Alias(), Reflect.construct(NewStore, [])];
export const shared: NewStore = NewStore.shared!;
export function pick(kind: typeof NewStore = NewStore): NewStore {
  return new kind();
}
