import { NewStore } from '@acme/store';

export const store = new NewStore();
