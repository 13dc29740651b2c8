export const limit = 1;
export const step = 2;
export { limit as bound };
