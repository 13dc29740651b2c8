import { expect, it, vi } from 'vitest';
import { OldStore } from './other';

vi.mock('./other', () => ({ OldStore: vi.fn() }));

it('opens', () => {
  expect(vi.mocked(OldStore)).toBeDefined();
});
