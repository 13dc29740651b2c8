import { oldRead } from './legacy';

const folder = 'things';

export const texts = [oldRead(folder, 'a'), oldRead('b', 'c')];
