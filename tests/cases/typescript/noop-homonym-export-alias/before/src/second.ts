export { default as OldStore } from './other';
