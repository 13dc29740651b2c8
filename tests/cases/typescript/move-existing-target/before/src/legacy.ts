import { join } from 'node:path';

// Thread-safe.
export class TokenStore {
  path = join('a', 'b');
}
