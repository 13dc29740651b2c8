const T = require('./old'), U = require('./help');
T.s(U);
