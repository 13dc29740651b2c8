import { vi } from 'vitest';
import { OldStore } from './other';

const mocks = vi.hoisted(() => ({ OldStore: vi.fn() }));

vi.mock('./other', async (importOriginal) => {
  const actual = await importOriginal<typeof import('./other')>();
  return { ...actual, OldStore: mocks.OldStore };
});

export const store = new OldStore();
