export const count = function OldStore(n: number): number {
  return n === 0 ? 0 : OldStore(n - 1);
};
export function* OldStore(): Generator<number> {
  yield 1;
}
