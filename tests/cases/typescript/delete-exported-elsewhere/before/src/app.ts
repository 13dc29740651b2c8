import { encode } from './legacy';

export const text = encode('a');
