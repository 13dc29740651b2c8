import { OldStore } from './legacy';

export const registry = { OldStore, size: 1 };
export const other = { OldStore: OldStore };

export function make(): object {
  return new registry.OldStore();
}
