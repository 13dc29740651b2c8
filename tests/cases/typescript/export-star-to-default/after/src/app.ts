import { NewStore } from './index';

export const store = new NewStore();
