import OldStore, { type Options } from './legacy';

export const options: Options = { size: 1 };
export const store = new OldStore();
