import { OldStore } from './index';

export const one = new OldStore();
