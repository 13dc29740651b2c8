import { OldStore as Store } from './other';

let count = 0;

export const stores = [new Store('a', count++), new Store('b')];
