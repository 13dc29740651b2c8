import { newText } from './new';

type Text = ReturnType<typeof newText>;

export const texts: Text[] = [newText('a'), newText`b`, ...['c'].map(newText)];
export const maybe = newText?.('d');
