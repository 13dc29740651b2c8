import { NewStore, OldStore } from './index';

export const other = [new NewStore().other, new OldStore()];
