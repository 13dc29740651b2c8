export function outer(OldStore) {
  const Inner = OldStore ? class OldStore {} : OldStore;
  return [OldStore, Inner];
}

export const arrow = async OldStore => OldStore;
