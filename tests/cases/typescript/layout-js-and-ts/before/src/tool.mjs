import { OldStore } from './legacy.ts';

export const store = new OldStore();
