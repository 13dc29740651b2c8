import { OldStore, type OldStore as Store } from './legacy';

export const store: Store = new OldStore();
