// eslint-disable-next-line no-restricted-imports
import { OldStore /* the store */ } from './legacy'; // for now
import { readFileSync } from 'node:fs'; import { join } from 'node:path';

export const all = [new OldStore(), readFileSync, join];
