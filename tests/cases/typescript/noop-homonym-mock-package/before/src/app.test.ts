import { vi } from 'vitest';
import { OldStore } from 'vendor-stores';

vi.mock('vendor-stores', () => {
  class OldStore {}

  return { OldStore };
});

export const store = new OldStore();
