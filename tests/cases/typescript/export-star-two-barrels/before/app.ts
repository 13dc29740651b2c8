import { OldStore } from './src';

export const store = new OldStore();
