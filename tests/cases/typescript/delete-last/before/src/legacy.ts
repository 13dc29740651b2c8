/** The limit. */
export const limit = 3;

/** Keeps things in a file. */
export class OldStore {}
