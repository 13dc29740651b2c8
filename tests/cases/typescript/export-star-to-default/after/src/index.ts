export * from './legacy';
export { default as NewStore } from './new';
