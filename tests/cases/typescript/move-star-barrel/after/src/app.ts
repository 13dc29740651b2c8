import { readText } from './index';

export const text = readText('a');
