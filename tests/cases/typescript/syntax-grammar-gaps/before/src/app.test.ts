import { expect, it, vi, type Mocked } from 'vitest';
import { OldStore } from './legacy';

let mocked: import('vitest').Mocked<OldStore>;
let whole: Mocked<typeof import('./legacy')>;

vi.mock('./other', async (importOriginal) => {
  const actual = await importOriginal<typeof import('./other')>();
  return { ...actual, other: 2 };
});

it('opens', () => {
  mocked = new OldStore();
  expect([mocked, whole!]).toBeDefined();
});
