const run = require('./lib') || (() => 1);
run();
