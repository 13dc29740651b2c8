import { NewStore } from './new';

export const mode = 0o600;

export const stores = [new NewStore('a'), new NewStore('b'), new NewStore('c')];
