import {
  Before,
  OldStore,
  After,
} from './legacy';

export const all = [Before, OldStore, After];
