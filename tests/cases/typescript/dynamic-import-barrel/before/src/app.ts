export async function open() {
  const core = await import('./index');
  const { OldStore, version } = await import('./index');
  return [new core.OldStore(), new OldStore(), version];
}
