import { NewStore } from './new';

const folder = 'things';

export const stores = [new NewStore({ directory: folder, timeout: 3 }), new NewStore({ directory: 'a' }), new NewStore()];
