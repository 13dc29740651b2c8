export const LIMIT = 3;

export class OldStore {}
