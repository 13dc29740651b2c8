import { end } from './core';
import { TokenStore } from './legacy';

export const all = [end(), new TokenStore()];
