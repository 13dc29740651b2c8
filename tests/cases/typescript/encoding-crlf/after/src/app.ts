import {
  limit,
} from './legacy';
import { NewStore } from './new';

export const all = [limit, new NewStore()];
