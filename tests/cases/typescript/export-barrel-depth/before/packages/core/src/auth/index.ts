export { OldStore } from './stores/index.js';
