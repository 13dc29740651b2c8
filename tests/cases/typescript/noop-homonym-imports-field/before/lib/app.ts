import { OldStore } from './legacy.js';

export const store = new OldStore();
