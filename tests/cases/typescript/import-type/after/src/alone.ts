import { type NewStore as Store } from './new';

export type Stores = Store[];
