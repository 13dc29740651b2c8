import { Store } from './other';
import { Store as OldStore } from './other';

export const stores = [new Store(), new OldStore()];
