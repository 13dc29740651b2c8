import { OldStore } from './legacy';

// OldStore of this package.
export const store = new OldStore();
