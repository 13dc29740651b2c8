const NEW_LIMIT = 3;

export const double = NEW_LIMIT * 2;
export { NEW_LIMIT as limit };
