/** The limit. */
export const limit = 3;
