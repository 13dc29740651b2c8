import { oldRead } from './legacy';

const list = ['a', 'b'];

export const text = oldRead(list.pop() ?? '', list.pop() ?? '');
