import Store from './index';
import { OldStore } from './named';

export const stores = [new Store(), new OldStore()];
