export async function open(): Promise<unknown> {
  const loaded: any = await Promise.race([import('./legacy')]);
  return new loaded.OldStore();
}
