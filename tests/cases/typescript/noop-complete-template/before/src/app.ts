import { NewStore } from './new';

export const stores = [new NewStore({ directory: 'a' }), new NewStore()];
