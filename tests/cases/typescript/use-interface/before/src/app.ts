import type { OldKey, OldOptions } from './legacy';

export const options: OldOptions = { size: 1 };
export const keys: OldKey[] = ['a', 1];
