import { NewStore } from './new';
import type { OldStore } from './legacy';

export const store: OldStore = new NewStore();
