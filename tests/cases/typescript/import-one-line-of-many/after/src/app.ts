import { NewStore } from './new'; import { join } from 'node:path';

export const all = [new NewStore(), join];
