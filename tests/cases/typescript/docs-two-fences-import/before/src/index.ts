export { OldThing } from './old';
export const Other = 1;
