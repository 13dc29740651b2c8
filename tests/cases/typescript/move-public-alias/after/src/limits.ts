import { limit } from './sizes';

export const step = 2;
export { limit as bound };
