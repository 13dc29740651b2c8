import {
  Before,
  After,
} from './legacy';
import { NewStore } from './new';

export const all = [Before, NewStore, After];
