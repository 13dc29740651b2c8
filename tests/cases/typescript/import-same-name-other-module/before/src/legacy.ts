export class Store {}

export const limit = 3;
