export type Response = { a: 1 };
