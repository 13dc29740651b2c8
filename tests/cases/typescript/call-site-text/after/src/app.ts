import { NewStore } from './new';

export function usual(): NewStore {
  return new NewStore();
}

export function special(): NewStore {
  return NewStore.shared();
}
