import { describe, expect, it, vi } from 'vitest';
import { NewStore } from './new.js';

vi.mock('./new.js', () => ({
  NewStore: vi.fn().mockImplementation(() => ({ get: vi.fn() })),
}));

describe('app', () => {
  it('opens the store', () => {
    expect(vi.mocked(NewStore)).not.toHaveBeenCalled();
    expect(new NewStore().get).toBeDefined();
  });
});
