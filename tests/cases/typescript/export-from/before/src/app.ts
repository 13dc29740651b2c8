import { OldStore } from './index.js';

export const store = new OldStore();
