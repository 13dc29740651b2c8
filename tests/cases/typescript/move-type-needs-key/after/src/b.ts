import type { KEY } from './a';

export interface Sized {
  [KEY]: string;
}
