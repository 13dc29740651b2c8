export const size = 1;

export type Key = string;
