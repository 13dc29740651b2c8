import { OldStore as Store } from './legacy';

export const store = new Store('a');
