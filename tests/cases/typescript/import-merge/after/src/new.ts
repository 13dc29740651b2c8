export class NewStore {}

export const SIZE = 3;
