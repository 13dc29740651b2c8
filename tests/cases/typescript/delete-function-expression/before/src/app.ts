import { OldStore, oldOpen } from './legacy';

export const all = [oldOpen('a'), new OldStore()];
