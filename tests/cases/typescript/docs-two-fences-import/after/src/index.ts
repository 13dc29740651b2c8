export { NewThing } from './new';
export const Other = 1;
