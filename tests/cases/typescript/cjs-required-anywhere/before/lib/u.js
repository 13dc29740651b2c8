require('./old').s();
let x; x = require('./old');
const { s } = require('./old');
x || (x = require('./old'));
x instanceof require('./old');
class Y { static T = require('./old') }
const p = Promise.resolve(require('./old'));
const q = require('./old') || null;
var V = module.exports = require('./old');
exports.Thing = require('./old');
exports.Other = require('./old');
