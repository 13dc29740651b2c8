import { OldStore, other, type OldStoreType } from './index';

export const stores: OldStoreType[] = [new OldStore(), new other.OldStore()];
