import { NewStore, OldStore } from './stores';

export const stores = [new NewStore(), new OldStore()];
