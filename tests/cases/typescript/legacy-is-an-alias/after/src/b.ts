export const OTHER = 1;
