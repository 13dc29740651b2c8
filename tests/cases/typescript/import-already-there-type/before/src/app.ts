import type { NewStore } from './new';
import { OldStore } from './legacy';

export const store: NewStore = new OldStore();
