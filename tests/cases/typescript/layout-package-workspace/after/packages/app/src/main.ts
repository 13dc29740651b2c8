import { NewStore } from '@acme/core';

export const store = new NewStore();
