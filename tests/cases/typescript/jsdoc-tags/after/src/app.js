import { NewStore } from './new.js';

/**
 * @typedef {object} Options
 * @property {NewStore} store
 * @property {(store: NewStore) => Promise<NewStore[]>} open
 */

/**
 * @template {NewStore} T
 * @extends {NewStore}
 */
export class Mine extends NewStore {
  /** @type {Options | undefined} */
  options;

  /** @type {T | undefined} */
  #inner;

  /**
   * See {@link NewStore}, {@link NewStore | the old one} and {@linkcode NewStore.get}.
   *
   * @see NewStore
   * @satisfies {NewStore}
   * @throws {NewStore} never
   */
  get inner() {
    return this.#inner;
  }
}
