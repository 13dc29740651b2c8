import { expect, it, vi } from 'vitest';
import { OldStore as Store } from './index';

const { OldStore } = vi.hoisted(() => ({ OldStore: vi.fn() }));

vi.mock('./index', async (importOriginal) => ({
  ...(await importOriginal<typeof import('./index')>()),
  OldStore,
}));

it('opens', () => {
  expect(Store).toBe(OldStore);
});
