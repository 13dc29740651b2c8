const { h } = require('./help'), { New } = require('./n');
New.s(h);
