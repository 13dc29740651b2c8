import { Store, limit } from './legacy';

// Store it, then look.
export const all = [new Store(), limit];
