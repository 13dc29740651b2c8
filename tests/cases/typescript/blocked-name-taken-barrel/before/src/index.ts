export { OldStore } from './legacy';
export { NewStore } from './other';
