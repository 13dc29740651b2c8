import { FileStore, NewStore } from './index';

export const stores = [new FileStore(), new NewStore()];
