import { NewStore as Store } from './new';

export const store = new Store({ directory: 'a' });
