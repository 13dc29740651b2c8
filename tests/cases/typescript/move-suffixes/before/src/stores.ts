import type { Size } from './sizes/size.js';
import { limit } from './limit.js';

export class TokenStore {
  size: Size = limit;

  load(): Promise<unknown> {
    return import('./limit.js');
  }
}

export const other: number = limit;
