/** @typedef {import('./legacy.js').OldStore} Store */

/**
 * @param {import('./legacy.js').OldStore} store
 * @param {Store} other
 */
export function same(store, other) {
  return store === other;
}
