import { NewStore } from './src';

export const store = new NewStore();
