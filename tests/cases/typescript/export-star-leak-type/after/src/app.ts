import { type NewOptions, limit } from './index';

export const options: NewOptions = { size: limit };
