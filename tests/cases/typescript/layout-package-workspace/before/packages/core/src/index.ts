export { OldStore } from './legacy.js';
export { NewStore } from './new.js';
