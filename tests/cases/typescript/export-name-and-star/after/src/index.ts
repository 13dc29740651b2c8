export { NewStore } from './new';
export const version = 1;
