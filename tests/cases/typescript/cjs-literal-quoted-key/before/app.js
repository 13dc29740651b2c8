const lib = require('./lib');
lib.close();
