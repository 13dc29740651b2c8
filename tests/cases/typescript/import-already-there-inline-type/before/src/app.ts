import { type NewStore, SIZE } from './new';
import { OldStore } from './legacy';

export const store: NewStore = new OldStore();
export const size = SIZE;
