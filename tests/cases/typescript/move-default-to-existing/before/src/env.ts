export const env = { HOSTED: 'yes' };
