import { NewStore } from './index';

export const one = new NewStore();
