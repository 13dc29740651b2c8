declare const host: any;

export const store = new host.OldStore();
