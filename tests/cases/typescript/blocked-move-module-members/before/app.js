const open = require('./old');
open();
open.close();
