import OldStore, * as legacy from './legacy';

export const all = [new OldStore(), legacy.limit];
