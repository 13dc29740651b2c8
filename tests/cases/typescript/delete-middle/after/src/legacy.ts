export const first = 1;

// A remark of its own.

// About the last.
export const last = 2;
