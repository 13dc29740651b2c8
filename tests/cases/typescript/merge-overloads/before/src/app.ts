import { oldRead } from './legacy';

export const values = [oldRead('a'), oldRead(1)];
