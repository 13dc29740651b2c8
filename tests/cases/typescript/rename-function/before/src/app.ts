import sum, { oldSum } from './tools';

export const sums = [sum([1]), oldSum([2])];
