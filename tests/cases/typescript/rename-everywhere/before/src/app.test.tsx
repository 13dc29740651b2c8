import { vi } from 'vitest';
import { OldCard } from './index';

vi.mock('./card', () => ({ OldCard: vi.fn() }));

/** Shows {@link OldCard}. */
export const cards = { OldCard, element: <OldCard title="a" /> };
