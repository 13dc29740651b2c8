export { type OldStore as Store } from './legacy';
