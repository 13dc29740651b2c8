import { OldStore } from './legacy';

export const store = new OldStore();
