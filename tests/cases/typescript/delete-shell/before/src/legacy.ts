/**
 * @license
 * Copyright 2025 Acme
 */

import { join } from 'node:path';

// Where it lives.
const FOLDER = 'things';

export class OldStore {
  path = join(FOLDER, 'a');
}
