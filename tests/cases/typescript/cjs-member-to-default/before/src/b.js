const { Foo } = require('./Foo');

module.exports = Foo();
