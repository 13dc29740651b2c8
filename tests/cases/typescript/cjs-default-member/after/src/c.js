const foo = require('./Bar');

module.exports = foo.default();
