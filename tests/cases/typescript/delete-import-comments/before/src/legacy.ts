import type { A } from './types';
import {
  // first
  C,
  /* kept */
  type B,
  // second
  // line
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
