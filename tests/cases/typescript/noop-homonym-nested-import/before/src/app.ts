const load = () => import('./other');

export async function open() {
  const { OldStore } = await load();
  const [other] = await Promise.all([import('./other')]);
  return [new OldStore(), other];
}
