import { limit } from './lib/legacy.js';
import { NewStore } from './lib/new.js';

export const all = [new NewStore(), limit];
