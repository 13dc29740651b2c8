import { OldStore } from './index';

export const own = new OldStore().own;
