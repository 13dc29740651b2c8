import { OldStore } from './index';

export const store = new OldStore();
