import { NewStore } from './new';

export const store = new NewStore({ parent: new NewStore({ parent: new NewStore() }) });
