import { OldStore } from './legacy.ts';

export const stores = [new OldStore(), new OldStore];
