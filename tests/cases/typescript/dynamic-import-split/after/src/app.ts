export async function open() {
  const { limit } = await import('./legacy');
  const { NewStore } = await import('./new');
  return [new NewStore(), limit];
}
