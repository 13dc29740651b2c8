import { vi } from 'vitest';

const { OldStore } = vi.hoisted(() => ({ OldStore: vi.fn() }));

vi.doMock('./other', () => ({ OldStore }));
