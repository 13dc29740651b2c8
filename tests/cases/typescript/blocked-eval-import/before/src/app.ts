const loaders: Record<string, () => Promise<any>> = { legacy: () => import('./legacy') };

export async function open(name: string): Promise<unknown> {
  const loaded = await loaders[name]();
  return new loaded.OldStore();
}
