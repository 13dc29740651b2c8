export { OldStore as FileStore, OldStore } from './auth/index.js';
