export class TokenStore {}

export const limit = 3;
