/** Keeps things in a file. */
export class OldStore {}

/** The limit. */
export const limit = 3;
