import type { Options } from './new';
import type { OldStore } from './legacy';

export type Both = Options & OldStore;
