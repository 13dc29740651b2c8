/** @import { OldStore } from './other.js' */

/** @param {OldStore} store */
export const same = (store) => store;
