const { LIMIT } = require('./lib');
const { open } = require('./util/more');
const lib = require('./lib');

open(LIMIT);
lib.close();
