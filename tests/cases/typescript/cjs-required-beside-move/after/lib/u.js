const T = require('./util/new'), U = require('./help');
T.s(U);
