import { NewStore } from './index';

export const stores: NewStore[] = [new NewStore(), NewStore.shared];
