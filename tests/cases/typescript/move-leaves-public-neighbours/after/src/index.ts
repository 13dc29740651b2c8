export * from './types';
export type { Handler } from './moved';
