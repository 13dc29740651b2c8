import { NewStore } from './new';

export const one = new NewStore({ directory: 'a' });
export const two = new (NewStore)({ directory: `b${one}` });
export const three = new NewStore({ directory: String(two).length > 1 ? 'c' : 'd' });
