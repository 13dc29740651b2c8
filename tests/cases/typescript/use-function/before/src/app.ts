import { oldText } from './legacy';

type Text = ReturnType<typeof oldText>;

export const texts: Text[] = [oldText('a'), oldText`b`, ...['c'].map(oldText)];
export const maybe = oldText?.('d');
