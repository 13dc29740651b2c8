export { NewStore as FileStore, NewStore } from './auth/index.js';
