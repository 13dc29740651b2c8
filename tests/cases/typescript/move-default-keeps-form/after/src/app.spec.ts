import { vi } from 'vitest';
import hosted from './env/hosted';

vi.mock('./env/hosted', () => ({ default: vi.fn(() => true) }));

hosted();
