import { OldStore } from 'vendor-stores/src/legacy';

export const store = new OldStore();
