'use strict';

const used = 1;

/**
 * Opens.
 */
async function open(path) {
  return path.map(() => `
      kept`) + used;
}

module.exports = { open };
