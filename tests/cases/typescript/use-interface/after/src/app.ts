import type { NewKey, NewOptions } from './new';

export const options: NewOptions = { size: 1 };
export const keys: NewKey[] = ['a', 1];
