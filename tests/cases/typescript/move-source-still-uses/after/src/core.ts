export const SIZE = 1;

export class TokenStore {}
