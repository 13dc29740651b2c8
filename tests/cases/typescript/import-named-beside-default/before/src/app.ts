import size, { OldStore } from './legacy';

export const all = [size, new OldStore()];
