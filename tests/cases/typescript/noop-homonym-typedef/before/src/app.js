/**
 * @typedef {object} OldStore
 * @property {number} size
 */

/**
 * @param {OldStore} store
 * @returns {OldStore}
 */
export function same(store) {
  return store;
}
