import { expect, it, vi } from 'vitest';
import { NewStore as Store } from './index';

const { OldStore } = vi.hoisted(() => ({ OldStore: vi.fn() }));

vi.mock('./index', async (importOriginal) => ({
  ...(await importOriginal<typeof import('./index')>()),
  NewStore: OldStore,
}));

it('opens', () => {
  expect(Store).toBe(OldStore);
});
