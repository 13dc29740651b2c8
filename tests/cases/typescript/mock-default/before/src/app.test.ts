import { vi } from 'vitest';
import F from './Foo';

vi.mock('./Foo', () => ({ default: vi.fn() }));

F();
