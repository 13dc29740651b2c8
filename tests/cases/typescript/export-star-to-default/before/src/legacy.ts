export class OldStore {}

export const limit = 3;
