const { default: make } = require('./Foo');

module.exports = make();
