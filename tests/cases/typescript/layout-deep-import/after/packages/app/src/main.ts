import { NewStore } from '@acme/core/src/new.js';

export const store = new NewStore();
