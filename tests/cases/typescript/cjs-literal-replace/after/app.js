const { open, LIMIT } = require('./lib');
const lib = require('./new');

open(LIMIT);
lib.finish();
