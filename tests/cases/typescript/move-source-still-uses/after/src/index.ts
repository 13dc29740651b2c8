export { open } from './legacy';
export { SIZE, TokenStore } from './core';
