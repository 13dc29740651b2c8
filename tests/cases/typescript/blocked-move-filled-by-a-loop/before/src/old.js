export const T = {};
for (const k of ['a']) T[k] = 1;
