import { OldStore } from './legacy';

let count = 0;

export const store = new OldStore('a', count++);
export const other = new OldStore('a', next());

function next(): number {
  return ++count;
}
