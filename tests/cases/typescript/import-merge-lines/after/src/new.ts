export class NewStore {}

export const SIZE = 3;
export const LIMIT = 4;
