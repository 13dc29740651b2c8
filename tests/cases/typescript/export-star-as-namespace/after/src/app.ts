import { legacy } from './index';
import { NewStore } from './new';

export const all = [new NewStore(), legacy.limit];
