export { OldStore as Store } from './legacy';
export { OldStore as default } from './legacy';
