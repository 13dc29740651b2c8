import type { NewStore } from './new';

export function open(store: NewStore): NewStore {
  return store;
}
