import { OldStore } from 'declared-stores';

export const store = new OldStore();
