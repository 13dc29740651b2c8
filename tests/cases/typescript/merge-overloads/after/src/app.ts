import { newRead } from './new';

export const values = [newRead('a'), newRead(1)];
