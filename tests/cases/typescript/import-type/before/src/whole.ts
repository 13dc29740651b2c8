import type { OldStore } from './legacy';

export function open(store: OldStore): OldStore {
  return store;
}
