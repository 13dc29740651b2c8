import { vi } from 'vitest';
import { limit } from './legacy';
import { NewStore } from './new';

vi.mock('./legacy');

export const made = [new NewStore(), limit];
