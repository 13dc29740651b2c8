import { OldStore } from 'vendor-stores';

// OldStore of the vendor.
export const store = new OldStore();
