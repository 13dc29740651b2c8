export type Reply = { a: 1 };
