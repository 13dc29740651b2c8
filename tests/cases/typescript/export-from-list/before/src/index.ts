export { size, OldStore, type Key } from './legacy';
export const version = 1;
