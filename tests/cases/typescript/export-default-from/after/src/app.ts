import Store from './index';
import { NewStore } from './named';

export const stores = [new Store(), new NewStore()];
