export type * from './legacy';
export type { NewStore } from './new';
