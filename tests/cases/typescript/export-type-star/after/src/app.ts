import type { NewStore, Options } from './types';

export type Pair = [NewStore, Options];
