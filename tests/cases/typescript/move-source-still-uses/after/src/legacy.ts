import { TokenStore } from './core';

export function open(): TokenStore {
  return new TokenStore();
}
