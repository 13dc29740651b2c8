import type { OldStore } from './types';

export type Stores = OldStore[];
