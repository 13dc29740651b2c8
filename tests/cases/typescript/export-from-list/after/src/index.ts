export { size, type Key } from './legacy';
export { NewStore } from './new';
export const version = 1;
