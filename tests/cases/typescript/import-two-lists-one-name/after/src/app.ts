import { NewStore } from './new';

export const all = [new NewStore(), new NewStore()];
