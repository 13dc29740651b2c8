import Store from './legacy';
import { default as Second } from './legacy';

export const stores = [new Store(), new Second()];
