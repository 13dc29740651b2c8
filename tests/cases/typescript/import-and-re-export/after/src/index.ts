import { NewStore } from './new';
export { NewStore } from './new';

export const store = new NewStore();
