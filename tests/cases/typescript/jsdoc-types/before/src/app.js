import { OldStore } from './legacy.js';

/**
 * Opens a {@link OldStore}.
 *
 * @param {OldStore | undefined} store
 * @param {Map<string, OldStore>} [stores] all of OldStore
 * @returns {OldStore}
 */
export function open(store, stores) {
  return store ?? stores?.get('a') ?? new OldStore();
}

/** @type {OldStore[]} */
export const list = [];
