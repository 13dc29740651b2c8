export const limit = 3;

export const size = 4;
