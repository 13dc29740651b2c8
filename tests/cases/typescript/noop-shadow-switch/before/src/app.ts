export function pick(kind: number): number {
  switch (kind) {
    case 0: {
      const OldStore = 1;
      return OldStore;
    }
    case 1:
      let OldStore = 2;
      return OldStore + kind;
    default:
      OldStore = 3;
      return OldStore;
  }
}
