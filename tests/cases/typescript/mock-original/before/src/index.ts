export { OldStore } from './legacy';
export const version = 1;
