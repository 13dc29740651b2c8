const OLD_LIMIT = 3;

export const double = OLD_LIMIT * 2;
export { OLD_LIMIT as limit };
