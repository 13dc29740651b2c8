import type { OldStore } from './other';
import { type OldStore as Second } from './other';
import type * as other from './other';

export type Stores = [OldStore, Second, other.OldStore];
