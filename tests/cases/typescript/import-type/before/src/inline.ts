import { type OldStore, Other } from './legacy';

export type Pair = [OldStore, Other];
export const other = new Other();
