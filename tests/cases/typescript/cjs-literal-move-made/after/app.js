const { other } = require('./lib');
const { open } = require('./new');
open(other);
