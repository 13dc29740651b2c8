import './setup';
import type { Size } from './setup';
import { join } from 'node:path';

export class OldStore {
  size?: Size;
  path = join('a', 'b');
}

export const limit = 3;
