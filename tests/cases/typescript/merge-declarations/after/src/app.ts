import { NewStore } from './new';

export const options: NewStore.Options = { size: NewStore.version };
export const extra = new NewStore().extra;
