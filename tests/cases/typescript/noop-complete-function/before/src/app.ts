import { newText } from './new';

export const text = newText('a');
