import { join } from 'node:path';
import { EOL } from 'node:os';

export const end = EOL + join('a', 'b');
