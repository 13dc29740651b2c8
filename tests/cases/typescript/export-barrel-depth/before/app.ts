import { FileStore, OldStore } from './packages/core/src/index.js';

export const stores = [new FileStore(), new OldStore()];
