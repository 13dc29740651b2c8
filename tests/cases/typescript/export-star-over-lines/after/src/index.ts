export { NewStore } from './new';
export *  from './other';
