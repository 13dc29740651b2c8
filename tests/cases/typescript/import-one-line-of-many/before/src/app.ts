import { OldStore } from './legacy'; import { join } from 'node:path';

export const all = [new OldStore(), join];
