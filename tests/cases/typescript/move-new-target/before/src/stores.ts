import { join } from 'node:path';
import { size } from './size';

const FOLDER = 'tokens';

/** Keeps tokens. */
export class TokenStore {
  path(key: string): string {
    return join(FOLDER, key.slice(size));
  }
}

export class OtherStore {}
