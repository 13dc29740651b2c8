import {
  SIZE,
  LIMIT,
} from './new';
import { OldStore } from './legacy';

export const all = [new OldStore(), SIZE, LIMIT];
