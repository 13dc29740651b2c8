/** @import { OldStore } from './legacy.js' */

/**
 * @param {OldStore} store
 * @returns {OldStore}
 */
export function same(store) {
  return store;
}
