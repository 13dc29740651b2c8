import { NewStore, OldStore, rest } from './index';

export const all = [new NewStore(), new OldStore(), rest];
