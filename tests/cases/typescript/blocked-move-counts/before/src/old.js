export let n = 0;
export function next() {
  n++;
  return n;
}
export const z = () => n;
