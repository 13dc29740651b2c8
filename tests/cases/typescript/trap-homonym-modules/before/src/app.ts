import { OldStore } from './legacy';
import { OldStore as VendorStore } from '../vendor/legacy';
import * as vendor from '../vendor/legacy';

export const stores = [new OldStore(), new VendorStore(), new vendor.OldStore()];
