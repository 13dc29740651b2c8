import { OldStore } from './legacy.mjs';

export const store = new OldStore();
