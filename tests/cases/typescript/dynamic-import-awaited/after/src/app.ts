export async function open() {
  const stores = await import('./new');
  return new stores.NewStore();
}

export async function inline() {
  return new (await import('./new')).NewStore();
}
