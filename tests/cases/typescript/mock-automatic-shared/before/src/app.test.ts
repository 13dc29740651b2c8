import { vi } from 'vitest';
import { OldStore, limit } from './legacy';

vi.mock('./legacy');

export const made = [new OldStore(), limit];
