import { expect, it, vi } from 'vitest';
import { NewStore } from './new';

vi.mock('./new');

it('opens', () => {
  expect(vi.mocked(NewStore)).not.toHaveBeenCalled();
});
