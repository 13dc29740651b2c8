import { NewStore } from './new.ts';

export const stores = [new NewStore(), new NewStore];
