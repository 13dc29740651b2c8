import { expect, it, vi } from 'vitest';
import { OldStore } from './index';

vi.mock('./index', async (importOriginal) => {
  const actual = await importOriginal<typeof import('./index')>();
  return {
    ...actual,
    OldStore: class extends actual.OldStore {},
  };
});

it('opens', () => {
  expect(new OldStore()).toBeDefined();
});
