import { NewStore } from './index.js';

export const store = new NewStore();
