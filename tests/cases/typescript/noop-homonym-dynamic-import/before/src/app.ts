export async function open() {
  const { OldStore } = await import('./other');
  const other = await import('./other');
  await import('./other').then((m) => new m.OldStore());
  return [new OldStore(), new other.OldStore()];
}

export type Kind = import('./other').OldStore;
