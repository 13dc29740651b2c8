import { vi } from 'vitest';
import hosted from './hosted';

vi.mock('./hosted', () => ({ default: vi.fn(() => true) }));

hosted();
