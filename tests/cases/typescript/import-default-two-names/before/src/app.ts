import { OldStore } from './index';
import { OldStore as P } from './legacy';

export const all = [new OldStore(), new P()];
