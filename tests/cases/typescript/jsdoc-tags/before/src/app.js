import { OldStore } from './legacy.js';

/**
 * @typedef {object} Options
 * @property {OldStore} store
 * @property {(store: OldStore) => Promise<OldStore[]>} open
 */

/**
 * @template {OldStore} T
 * @extends {OldStore}
 */
export class Mine extends OldStore {
  /** @type {Options | undefined} */
  options;

  /** @type {T | undefined} */
  #inner;

  /**
   * See {@link OldStore}, {@link OldStore | the old one} and {@linkcode OldStore.get}.
   *
   * @see OldStore
   * @satisfies {OldStore}
   * @throws {OldStore} never
   */
  get inner() {
    return this.#inner;
  }
}
