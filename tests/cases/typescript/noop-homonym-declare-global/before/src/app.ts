export const store: OldStore = new OldStore();
