import { NewStore } from './new';
import { OldStore } from './legacy';

export const stores = [new OldStore(), new NewStore()];
