import { OldStore } from './other';

export const store = new OldStore();
