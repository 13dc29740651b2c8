import type { Options, NewStore } from './new';

export type Both = Options & NewStore;
