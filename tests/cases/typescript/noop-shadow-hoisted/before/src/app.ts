export function early(): unknown[] {
  const seen: unknown[] = [OldStore()];
  function OldStore(): number {
    return 1;
  }
  return seen;
}

export function later(flag: boolean): number | undefined {
  if (flag) {
    var OldStore: number | undefined = 1;
  }
  return OldStore;
}
