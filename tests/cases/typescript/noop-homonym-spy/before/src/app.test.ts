import { vi } from 'vitest';
import * as other from './other';

vi.spyOn(other, 'OldStore');

export const store = new other.OldStore();
