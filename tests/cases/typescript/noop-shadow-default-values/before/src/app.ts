export function one(OldStore = 1, next = OldStore): number {
  return next;
}
export const two = ({ OldStore = 1, next = OldStore }: { OldStore?: number; next?: number }): number => next;
export const [OldStore = 3, after = OldStore]: (number | undefined)[] = [];
