export * from './left';
export const right = 1;
