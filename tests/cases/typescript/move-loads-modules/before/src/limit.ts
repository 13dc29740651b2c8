export type Kind = string;
export const limit = 3;
