require('./util/new').s();
let x; x = require('./util/new');
const { s } = require('./util/new');
x || (x = require('./util/new'));
x instanceof require('./util/new');
class Y { static T = require('./util/new') }
const p = Promise.resolve(require('./util/new'));
const q = require('./util/new') || null;
var V = module.exports = require('./util/new');
exports.Thing = require('./util/new');
exports.Other = require('./util/new');
