import { NewStore } from './new';

// The format is that of OldStore.
export const store = new NewStore();
