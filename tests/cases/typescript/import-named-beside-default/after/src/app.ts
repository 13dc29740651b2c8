import size from './legacy';
import { NewStore } from './new';

export const all = [size, new NewStore()];
