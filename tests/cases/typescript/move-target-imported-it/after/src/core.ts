import { limit } from './legacy';

export const all = [() => new TokenStore(), limit];

export class TokenStore {}
