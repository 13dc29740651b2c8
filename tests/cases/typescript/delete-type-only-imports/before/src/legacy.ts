import type { A, B } from './types';
import {
  C,
  type D,
  // last
  E,
} from './types';

export class OldStore {
  a?: A;
  d?: D;
  c = C;
}

export const rest: B = E;
