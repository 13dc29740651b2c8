const T = require('./lib/new');
T();
