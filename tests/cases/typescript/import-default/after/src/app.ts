import Store from './new';
import { default as Second } from './new';

export const stores = [new Store(), new Second()];
