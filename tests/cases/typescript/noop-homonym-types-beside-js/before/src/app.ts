import { OldStore } from '../lib/stores.js';

export const size = new OldStore().size;
