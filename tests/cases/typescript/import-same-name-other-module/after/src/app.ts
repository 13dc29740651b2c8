import { limit } from './legacy';
import { Store } from './new';

// Store it, then look.
export const all = [new Store(), limit];
