import { NewStore, rest } from './index';

export const all = [new NewStore(), new NewStore(), rest];
