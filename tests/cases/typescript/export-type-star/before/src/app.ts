import type { OldStore, Options } from './types';

export type Pair = [OldStore, Options];
