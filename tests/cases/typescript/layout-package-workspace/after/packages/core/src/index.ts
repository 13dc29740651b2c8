export { NewStore } from './new.js';
