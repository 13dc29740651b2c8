import { Store } from './new';
import { Store as Second } from './other';

export const stores = [new Store(), new Second()];
