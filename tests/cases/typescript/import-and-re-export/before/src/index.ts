import { OldStore } from './legacy';
export { OldStore } from './legacy';

export const store = new OldStore();
