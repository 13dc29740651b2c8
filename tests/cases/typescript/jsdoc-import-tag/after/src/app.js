/** @import { NewStore } from './new.js' */

/**
 * @param {NewStore} store
 * @returns {NewStore}
 */
export function same(store) {
  return store;
}
