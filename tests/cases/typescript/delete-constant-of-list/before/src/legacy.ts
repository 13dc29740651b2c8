export const SIZE = 1,
  OLD_LIMIT = 2,
  WIDTH = 3;
