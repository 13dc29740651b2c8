import { NewStore } from './new';
import { OldStore as VendorStore } from '../vendor/legacy';
import * as vendor from '../vendor/legacy';

export const stores = [new NewStore(), new VendorStore(), new vendor.OldStore()];
