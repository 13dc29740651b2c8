const { open, other } = require('./lib');
open(other);
