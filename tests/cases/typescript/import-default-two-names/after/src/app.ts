import { NewStore } from './index';
import P from './new';

export const all = [new NewStore(), new P()];
