import { OldStore } from '../legacy/index.js';

export const store = new OldStore();
