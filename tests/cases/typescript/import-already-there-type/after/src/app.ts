import { NewStore } from './new';

export const store: NewStore = new NewStore();
