import { readFileSync } from 'node:fs';
import { OldStore } from './legacy';
import { SIZE } from './new';

export const all = [new OldStore(), SIZE, readFileSync];
