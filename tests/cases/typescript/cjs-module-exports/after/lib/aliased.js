const Store = require('./new');

module.exports = new Store();
