export * from './legacy';
export const right = 1;
