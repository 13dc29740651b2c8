import type { NewStore } from './new';

export type Stores = NewStore[];
