export * from './legacy';
export { NewStore } from './new';
