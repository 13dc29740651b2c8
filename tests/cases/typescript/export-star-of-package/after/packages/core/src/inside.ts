import { NewStore } from './new.js';

export const store = new NewStore();
