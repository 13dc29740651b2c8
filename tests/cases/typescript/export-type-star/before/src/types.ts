export type * from './legacy';
