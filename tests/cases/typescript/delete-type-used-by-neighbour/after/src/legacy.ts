type Key = string;

export const first = (keys: Key[]): Key => keys[0];
