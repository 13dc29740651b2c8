export const baz = 1;
