import { vi } from 'vitest';
import { OldStore, limit } from './legacy';

vi.mock('./legacy', () => {
  const fake = vi.fn();
  return { OldStore: fake, limit: fake() };
});

export const all = [new OldStore(), limit];
