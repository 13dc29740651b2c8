import { expect, it, vi, type Mocked } from 'vitest';
import { NewStore } from './new';

let mocked: import('vitest').Mocked<NewStore>;
let whole: Mocked<typeof import('./legacy')>;

vi.mock('./other', async (importOriginal) => {
  const actual = await importOriginal<typeof import('./other')>();
  return { ...actual, other: 2 };
});

it('opens', () => {
  mocked = new NewStore();
  expect([mocked, whole!]).toBeDefined();
});
