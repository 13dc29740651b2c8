export { TokenStore, open } from './legacy';
export { SIZE } from './core';
