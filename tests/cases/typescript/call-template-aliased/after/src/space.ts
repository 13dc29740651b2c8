import * as stores from './new';

export const store = new stores.NewStore({ directory: 'b' });
