import { OldStore } from './index';

export const stores: OldStore[] = [new OldStore(), OldStore.shared];
