export async function open() {
  const stores = await import('./legacy');
  return new stores.OldStore();
}

export async function inline() {
  return new (await import('./legacy')).OldStore();
}
