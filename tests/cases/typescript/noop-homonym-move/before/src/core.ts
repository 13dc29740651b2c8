export class TokenStore {}
