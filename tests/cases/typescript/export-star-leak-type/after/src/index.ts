export * from './legacy';
export type { NewOptions } from './new';
