export const size = 1;

export class OldStore {}

export type Key = string;
