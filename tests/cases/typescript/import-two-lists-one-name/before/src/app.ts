import { OldStore, OldCache } from './legacy';

export const all = [new OldStore(), new OldCache()];
