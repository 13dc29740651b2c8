import { NewStore } from 'vendor-stores';

export const store = new NewStore();
