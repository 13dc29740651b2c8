import {
  /* kept */
  type B,
  // last
  E,
} from './types';

export const rest: B = E;
