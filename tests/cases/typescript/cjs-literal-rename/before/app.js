const { open, LIMIT } = require('./lib');
const lib = require('./lib');

open(LIMIT);
lib.close();
