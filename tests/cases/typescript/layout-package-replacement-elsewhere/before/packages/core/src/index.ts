export { OldStore } from './legacy.js';
export { store } from './inside.js';
