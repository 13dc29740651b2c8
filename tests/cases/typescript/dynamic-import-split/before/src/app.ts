export async function open() {
  const { OldStore, limit } = await import('./legacy');
  return [new OldStore(), limit];
}
