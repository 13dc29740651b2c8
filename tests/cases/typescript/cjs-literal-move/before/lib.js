'use strict';

const used = 1;

module.exports = {
  // Names things.
  LIMIT: 'x',

  /**
   * Opens.
   */
  async open(path) {
    return path.map(() => `
      kept`) + used;
  },
  close: function () {
    return 2;
  },
};
