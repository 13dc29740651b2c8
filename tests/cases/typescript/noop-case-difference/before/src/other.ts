export const oldstore = 1;
export const OLDSTORE = 2;
