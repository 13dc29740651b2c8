export * from './legacy';
export { NewStore } from './new';
export const right = 1;
