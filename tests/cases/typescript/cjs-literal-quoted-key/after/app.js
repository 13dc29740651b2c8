const lib = require('./lib');
lib.finish();
