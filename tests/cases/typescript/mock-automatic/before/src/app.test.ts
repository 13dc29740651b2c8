import { expect, it, vi } from 'vitest';
import { OldStore } from './legacy';

vi.mock('./legacy');

it('opens', () => {
  expect(vi.mocked(OldStore)).not.toHaveBeenCalled();
});
