export const KEY = 'k';

export interface Sized {
  [KEY]: string;
}

export function read(sized: Sized): string {
  return sized[KEY];
}
