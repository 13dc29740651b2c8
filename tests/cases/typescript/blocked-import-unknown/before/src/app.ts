export async function open(path: string): Promise<unknown> {
  const { OldStore } = await import(path);
  return new OldStore();
}
