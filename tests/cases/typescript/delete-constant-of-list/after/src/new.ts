export const NEW_LIMIT = 4;
