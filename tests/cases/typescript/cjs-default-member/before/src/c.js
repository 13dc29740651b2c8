const foo = require('./Foo');

module.exports = foo.default();
