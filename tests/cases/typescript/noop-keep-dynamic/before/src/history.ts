export function isOld(kind: string): boolean {
  return kind === 'OldStore';
}
