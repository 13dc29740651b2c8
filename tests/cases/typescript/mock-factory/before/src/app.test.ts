import { describe, expect, it, vi } from 'vitest';
import { OldStore } from './legacy.js';

vi.mock('./legacy.js', () => ({
  OldStore: vi.fn().mockImplementation(() => ({ get: vi.fn() })),
}));

describe('app', () => {
  it('opens the store', () => {
    expect(vi.mocked(OldStore)).not.toHaveBeenCalled();
    expect(new OldStore().get).toBeDefined();
  });
});
