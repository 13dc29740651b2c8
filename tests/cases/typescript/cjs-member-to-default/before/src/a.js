const make = require('./Foo').Foo;

module.exports = make();
