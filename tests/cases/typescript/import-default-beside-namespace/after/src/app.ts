import * as legacy from './legacy';
import { NewStore } from './new';

export const all = [new NewStore(), legacy.limit];
