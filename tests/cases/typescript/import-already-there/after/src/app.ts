import { NewStore } from './new';

export const stores = [new NewStore(), new NewStore()];
