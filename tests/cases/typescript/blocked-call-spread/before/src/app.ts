import { OldStore } from './legacy';

const args: [string] = ['a'];

export const store = new OldStore(...args);
