import path, { join } from 'node:path';
import * as fs from 'node:fs';
import os, { EOL } from 'node:os';

export class OldStore {
  read(): string {
    return fs.readFileSync(path.join(os.tmpdir(), join('a', 'b')), 'utf8');
  }
}

export const end = EOL + join('a', 'b');
