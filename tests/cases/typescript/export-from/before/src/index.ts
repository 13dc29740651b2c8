export { OldStore } from './legacy.js';
