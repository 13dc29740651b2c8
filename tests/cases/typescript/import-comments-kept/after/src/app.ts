// eslint-disable-next-line no-restricted-imports
import { NewStore /* the store */ } from './new'; // for now
import { readFileSync } from 'node:fs'; import { join } from 'node:path';

export const all = [new NewStore(), readFileSync, join];
