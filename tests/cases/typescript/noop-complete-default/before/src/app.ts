import Store, { NewStore } from './index';

export const stores = [new Store(), new NewStore()];
