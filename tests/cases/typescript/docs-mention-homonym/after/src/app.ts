import { NewStore } from './new';

// NewStore of this package.
export const store = new NewStore();
