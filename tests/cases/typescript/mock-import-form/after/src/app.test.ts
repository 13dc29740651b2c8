import { it, vi } from 'vitest';

vi.mock(import('./new'), async (importOriginal) => ({
  ...(await importOriginal<typeof import('./new')>()),
  NewStore: vi.fn(),
}));

it('opens', async () => {
  const { NewStore } = await import('./new');
  const actual = await vi.importActual<typeof import('./new')>('./new');
  return [new NewStore(), new actual.NewStore()];
});
