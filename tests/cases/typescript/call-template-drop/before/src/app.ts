import { OldStore } from './legacy';

export const mode = 0o600;

export const stores = [new OldStore('a', 1), new OldStore('b'), new OldStore('c', mode)];
