export async function open() {
  const core = await import('./index');
  const { NewStore, version } = await import('./index');
  return [new core.NewStore(), new NewStore(), version];
}
