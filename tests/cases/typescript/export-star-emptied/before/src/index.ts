export * from './legacy';
export const version = 1;
