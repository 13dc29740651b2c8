const a = require('../a');
const b = require('../b');

class Thing { static x() { return a() + b(); } }
module.exports = Thing;
