import { Other } from './legacy';
import { type NewStore } from './new';

export type Pair = [NewStore, Other];
export const other = new Other();
