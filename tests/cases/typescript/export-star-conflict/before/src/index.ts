export * from './legacy';
export { OldStore } from './vendor';
