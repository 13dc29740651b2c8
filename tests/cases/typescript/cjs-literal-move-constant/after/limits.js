'use strict';

// Names things.
const LIMIT = 'x';

module.exports = { LIMIT };
