import { OldStore } from './legacy';

export function open(NewStore: string): unknown {
  return [new OldStore(), NewStore];
}
