require('./old')();
