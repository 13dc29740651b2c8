import { vi } from 'vitest';
import { NewStore } from './new';

vi.mock('./new', () => ({ NewStore: vi.fn() }));

export const store = new NewStore();
