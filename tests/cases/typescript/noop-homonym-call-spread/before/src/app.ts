import { OldStore } from './other';

const args: [string, number] = ['a', 1];

export const store = new OldStore(...args);
