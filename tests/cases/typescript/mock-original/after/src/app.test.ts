import { expect, it, vi } from 'vitest';
import { NewStore } from './index';

vi.mock('./index', async (importOriginal) => {
  const actual = await importOriginal<typeof import('./index')>();
  return {
    ...actual,
    NewStore: class extends actual.NewStore {},
  };
});

it('opens', () => {
  expect(new NewStore()).toBeDefined();
});
