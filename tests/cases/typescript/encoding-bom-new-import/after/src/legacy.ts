import { NewStore } from './new';

export function open(): NewStore {
  return new NewStore();
}
