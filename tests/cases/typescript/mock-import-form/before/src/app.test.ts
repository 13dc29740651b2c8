import { it, vi } from 'vitest';

vi.mock(import('./legacy'), async (importOriginal) => ({
  ...(await importOriginal<typeof import('./legacy')>()),
  OldStore: vi.fn(),
}));

it('opens', async () => {
  const { OldStore } = await import('./legacy');
  const actual = await vi.importActual<typeof import('./legacy')>('./legacy');
  return [new OldStore(), new actual.OldStore()];
});
