const make = require('./Foo').default;

module.exports = make();
