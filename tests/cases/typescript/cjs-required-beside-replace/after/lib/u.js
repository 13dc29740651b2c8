const { New: T } = require('./n'), U = require('./help');
T.s(U);
