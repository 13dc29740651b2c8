import { legacy } from './index';

export const all = [new legacy.OldStore(), legacy.limit];
