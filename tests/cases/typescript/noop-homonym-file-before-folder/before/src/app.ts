import { OldStore } from './legacy';
import { limit } from './legacy/index';

export const all = [new OldStore(), limit];
