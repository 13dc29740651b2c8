import { vi } from 'vitest';

vi.mock('./index', () => ({ OldStore: vi.fn(), NewStore: vi.fn() }));
