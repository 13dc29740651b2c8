import { NewStore, newOpen } from './new';

export const all = [newOpen('a'), new NewStore()];
