import * as stores from './legacy';

const names = ['OldStore'] as const;

export const made = names.map((name) => new stores[name]());
