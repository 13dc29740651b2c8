export async function open() {
  const { OldStore } = await import('./legacy.js');
  return new OldStore();
}

export async function renamed() {
  const { OldStore: Store } = await import('./legacy.js');
  return new Store();
}
