export const kinds = ['OldStore'];

export function isKnown(kind: string): boolean {
  return kinds.includes(kind);
}
