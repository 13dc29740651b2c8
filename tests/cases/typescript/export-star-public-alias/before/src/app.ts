import { FileStore, OldStore } from './index';

export const stores = [new FileStore(), new OldStore()];
