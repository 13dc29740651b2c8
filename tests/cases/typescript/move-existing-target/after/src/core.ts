import { EOL } from 'node:os';
import { join } from 'node:path';

export function end(): string {
  return EOL;
}

// Thread-safe.
export class TokenStore {
  path = join('a', 'b');
}
