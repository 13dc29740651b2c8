import { OLD_LIMIT } from './legacy';

export const limit = OLD_LIMIT;
