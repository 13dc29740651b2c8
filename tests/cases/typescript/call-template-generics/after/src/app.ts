import { NewStore } from './new';

export const one = new NewStore<string>({ first: 'a' });
export const two: NewStore<number[]> = new NewStore<number[]>({ first: [1, 2] });
