import { OldStore } from './other.js';

/**
 * @param {OldStore} store the {@link OldStore} of the other module
 * @returns {import('./other.js').OldStore}
 */
export function same(store) {
  return store ?? new OldStore();
}
