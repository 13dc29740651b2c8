'use strict';

module.exports = {
  // Names things.
  LIMIT: 'x',

  close: function () {
    return 2;
  },
};
