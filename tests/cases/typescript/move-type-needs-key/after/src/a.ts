import type { Sized } from './b';

export const KEY = 'k';

export function read(sized: Sized): string {
  return sized[KEY];
}
