import * as legacy from './legacy';

export const all = [legacy.limit, new legacy.OldStore()];
