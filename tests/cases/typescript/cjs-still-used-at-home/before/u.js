const T = require('./src/old');
T();
