const a = require('./a'),
	b = require('./b');
class Thing { static x() { return a() + b(); } }
module.exports = Thing;
