import { oldstore, OLDSTORE } from './other';

export const all = [oldstore, OLDSTORE];
