export class OldStore {}

export class NewStore {}

export const store = new OldStore();
