import { NewStore } from './stores';

export const stores = [new NewStore(), new NewStore()];
