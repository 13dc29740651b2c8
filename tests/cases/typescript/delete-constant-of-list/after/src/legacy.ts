export const SIZE = 1,
  WIDTH = 3;
