import { NewStore } from './fresh';

export const store = new NewStore();
