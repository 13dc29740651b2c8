import { NewStore, type NewStore as Store } from './new';

export const store: Store = new NewStore();
