/** @typedef {import('./new.js').NewStore} Store */

/**
 * @param {Store} store
 * @returns {import('./new.js').NewStore} the {@link Store}
 */
export const same = (store) => store;
