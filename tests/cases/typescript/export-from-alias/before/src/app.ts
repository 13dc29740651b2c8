import Fallback, { Store } from './index';

export const stores = [new Store(), new Fallback()];
