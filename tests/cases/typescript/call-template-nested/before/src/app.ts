import { OldStore } from './legacy';

export const store = new OldStore(new OldStore(new OldStore()));
