import { NewStore } from './new.js';

/**
 * Opens a {@link NewStore}.
 *
 * @param {NewStore | undefined} store
 * @param {Map<string, NewStore>} [stores] all of NewStore
 * @returns {NewStore}
 */
export function open(store, stores) {
  return store ?? stores?.get('a') ?? new NewStore();
}

/** @type {NewStore[]} */
export const list = [];
