/** @typedef {import('./new.js').NewStore} Store */

/**
 * @param {import('./new.js').NewStore} store
 * @param {Store} other
 */
export function same(store, other) {
  return store === other;
}
