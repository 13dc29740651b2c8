import { OldStore } from './legacy';

export const one = new OldStore<string>('a');
export const two: OldStore<number[]> = new OldStore<number[]>([1, 2]);
