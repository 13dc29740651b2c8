import { OldStore, limit } from './lib/legacy.js';

export const all = [new OldStore(), limit];
