import { NewStore } from './new.ts';

export const store = new NewStore();
