import { NEW_LIMIT } from './new';

export const limit = NEW_LIMIT;
