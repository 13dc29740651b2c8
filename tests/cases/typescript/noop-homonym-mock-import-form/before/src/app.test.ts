import { vi } from 'vitest';

vi.mock(import('./other'), async (importOriginal) => ({
  ...(await importOriginal<typeof import('./other')>()),
  OldStore: vi.fn(),
}));

export const actual = (await vi.importActual<typeof import('./other')>('./other')).OldStore;
