import { vi } from 'vitest';
import { OldStore } from './other';

vi.mock('./other');

export const mocked = vi.mocked(OldStore);
