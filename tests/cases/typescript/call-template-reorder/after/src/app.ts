import { newRead } from './new';

const folder = 'things';

export const texts = [newRead('a', folder), newRead('c', 'b')];
