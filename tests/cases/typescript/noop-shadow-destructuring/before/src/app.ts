const registry = { OldStore: 1, nested: { OldStore: [2, 3] } };

export function read(): number[] {
  const { OldStore } = registry;
  const {
    nested: {
      OldStore: [first, ...rest],
    },
  } = registry;
  return [OldStore, first, ...rest];
}
