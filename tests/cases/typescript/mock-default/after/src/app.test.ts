import { vi } from 'vitest';
import F from './Bar';

vi.mock('./Bar', () => ({ default: vi.fn() }));

F();
