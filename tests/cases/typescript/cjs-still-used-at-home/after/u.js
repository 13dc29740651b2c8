const T = require('./src/b/new');
T();
