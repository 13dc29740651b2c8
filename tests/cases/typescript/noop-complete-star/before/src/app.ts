import { NewStore, limit } from './index.js';

export const all = [new NewStore(), limit];
