import type { B } from './types';
import {
  // last
  E,
} from './types';

export const rest: B = E;
