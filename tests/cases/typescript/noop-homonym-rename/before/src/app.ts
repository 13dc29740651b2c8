import { NewStore } from './new';
import { OldStore } from './other';

export const stores = [new NewStore(), new OldStore()];
