export { OldStore } from './legacy';
export const rest = 1;
