export const other = './limit.js';

/** Loads {@link import('./limit.js').limit}. */
export class TokenStore {
  kind?: import('./limit.js').Kind;

  /** @returns {Promise<import('./limit.js').Kind>} */
  async load() {
    const { limit } = await import('./limit.js');
    return [limit, new URL('./data.json', import.meta.url), './limit.js', import('node:fs')];
  }
}
