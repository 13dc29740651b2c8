import { FileStore, NewStore } from './packages/core/src/index.js';

export const stores = [new FileStore(), new NewStore()];
