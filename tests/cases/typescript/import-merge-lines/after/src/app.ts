import {
  SIZE,
  LIMIT,
  NewStore,
} from './new';

export const all = [new NewStore(), SIZE, LIMIT];
