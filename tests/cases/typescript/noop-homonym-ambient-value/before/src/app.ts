export const size = new Vendor.OldStore().size;
