import { OldStore } from 'vendor-stores';

export const store = new OldStore();
