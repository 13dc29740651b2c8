const run = require('./old') || (() => 1);
run();
