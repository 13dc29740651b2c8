import { OtherStore } from './stores';
import { TokenStore } from './auth/token';

export const stores = [new OtherStore(), new TokenStore()];
