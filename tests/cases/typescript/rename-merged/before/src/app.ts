import { OldStore as Store } from './store';

export const extra = Store.one.extra;
