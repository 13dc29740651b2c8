import { NewStore } from '@acme/sdk';

export const store = new NewStore();
