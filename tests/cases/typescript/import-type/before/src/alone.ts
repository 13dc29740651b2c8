import { type OldStore as Store } from './legacy';

export type Stores = Store[];
