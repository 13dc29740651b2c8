export const limit = 3;

export class OldStore {}