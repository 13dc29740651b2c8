export { default as OldStore } from './legacy';
