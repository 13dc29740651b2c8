const { open } = require('./lib');
const { LIMIT } = require('./limits');
const lib = require('./lib');

open(LIMIT);
lib.close();
