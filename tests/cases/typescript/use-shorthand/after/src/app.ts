import { NewStore } from './new';

export const registry = { OldStore: NewStore, size: 1 };
export const other = { OldStore: NewStore };

export function make(): object {
  return new registry.OldStore();
}
