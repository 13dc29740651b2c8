import { OldStore as NewStore } from './legacy';

export const store = new NewStore();
