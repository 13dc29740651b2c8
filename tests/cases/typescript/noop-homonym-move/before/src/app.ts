import { TokenStore } from './third';

export const store = new TokenStore();
