export { OldStore as NewStore } from './legacy';
