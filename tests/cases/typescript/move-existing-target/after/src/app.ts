import { end, TokenStore } from './core';

export const all = [end(), new TokenStore()];
