import { readFileSync } from 'node:fs';
import { SIZE, NewStore } from './new';

export const all = [new NewStore(), SIZE, readFileSync];
