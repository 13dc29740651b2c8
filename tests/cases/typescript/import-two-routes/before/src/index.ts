export { OldStore } from './legacy';
