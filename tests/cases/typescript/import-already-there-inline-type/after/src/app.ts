import { NewStore, SIZE } from './new';

export const store: NewStore = new NewStore();
export const size = SIZE;
