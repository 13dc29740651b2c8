const T = require('./old');
T();
