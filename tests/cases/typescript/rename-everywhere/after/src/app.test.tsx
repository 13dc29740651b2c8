import { vi } from 'vitest';
import { NewCard } from './index';

vi.mock('./card', () => ({ NewCard: vi.fn() }));

/** Shows {@link NewCard}. */
export const cards = { OldCard: NewCard, element: <NewCard title="a" /> };
