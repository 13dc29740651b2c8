export function outer(OldStore: number): () => number {
  const inner = (): number => {
    const deeper = function (): number {
      return OldStore;
    };
    return deeper() + OldStore;
  };
  return inner;
}
