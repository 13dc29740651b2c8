export { NewStore } from './new';
export const rest = 1;
