const { begin, LIMIT } = require('./lib');
const lib = require('./lib');

begin(LIMIT);
lib.close();
