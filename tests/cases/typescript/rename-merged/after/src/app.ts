import { NewStore as Store } from './store';

export const extra = Store.one.extra;
