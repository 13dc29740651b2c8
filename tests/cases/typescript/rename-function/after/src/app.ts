import sum, { newSum } from './tools';

export const sums = [sum([1]), newSum([2])];
