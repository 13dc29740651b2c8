import { OldStore } from './legacy';

export function usual(): OldStore {
  return new OldStore();
}

export function special(): OldStore {
  return new OldStore();
}
