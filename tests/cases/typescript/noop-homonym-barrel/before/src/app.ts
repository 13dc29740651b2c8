import { NewStore, OldStore } from './index';

export const stores = [new NewStore(), new OldStore()];
