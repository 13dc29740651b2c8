import { OldStore } from './index';

export const vendored = new OldStore().vendor;
