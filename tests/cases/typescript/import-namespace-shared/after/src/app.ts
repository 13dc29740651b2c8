import * as legacy from './legacy';
import { NewStore } from './new';

export const all = [legacy.limit, new NewStore()];
