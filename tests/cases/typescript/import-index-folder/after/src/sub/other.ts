import { NewStore } from '../fresh/index.js';

export const store = new NewStore();
