import { OldStore } from 'vendor-stores';
import * as vendor from 'vendor-stores';

export const stores: OldStore[] = [new OldStore(), new vendor.OldStore()];
