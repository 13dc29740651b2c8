import type OldStore from './legacy';

export type Stores = OldStore[];
