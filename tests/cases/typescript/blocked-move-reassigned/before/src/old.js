export let T = 1;
export function set(x) {
  T = x;
}
