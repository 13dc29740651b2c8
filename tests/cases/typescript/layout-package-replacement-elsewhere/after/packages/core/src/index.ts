export { NewStore } from '@acme/store';
export { store } from './inside.js';
