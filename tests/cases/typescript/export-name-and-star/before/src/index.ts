export { OldStore } from './legacy';
export * from './legacy';
export const version = 1;
