import { OldStore, limit } from './index.js';

export const all = [new OldStore(), limit];
