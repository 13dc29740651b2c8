import * as stores from './legacy';

export const store = new stores.OldStore('b');
