export { NewStore } from './stores/index.js';
