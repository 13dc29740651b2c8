export const SIZE = 1;
