import { OtherStore, TokenStore } from './stores';

export const stores = [new OtherStore(), new TokenStore()];
