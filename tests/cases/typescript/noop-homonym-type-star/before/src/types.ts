export type * from './other';
