export type A = string;
export type B = number;
export const C = 1;
export type D = string;
export const E = 2;
