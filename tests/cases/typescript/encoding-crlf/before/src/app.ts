import {
  limit,
  OldStore,
} from './legacy';

export const all = [limit, new OldStore()];
