export { FileStore as OldStore } from './other';
