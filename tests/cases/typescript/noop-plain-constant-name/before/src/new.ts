export const maximum = 3;
