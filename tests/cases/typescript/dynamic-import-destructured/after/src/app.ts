export async function open() {
  const { NewStore } = await import('./new.js');
  return new NewStore();
}

export async function renamed() {
  const { NewStore: Store } = await import('./new.js');
  return new Store();
}
