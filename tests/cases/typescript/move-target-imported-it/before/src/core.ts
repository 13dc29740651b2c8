import { TokenStore, limit } from './legacy';

export const all = [() => new TokenStore(), limit];
