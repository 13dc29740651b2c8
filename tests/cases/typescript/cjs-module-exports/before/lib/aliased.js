const Store = require('./legacy');

module.exports = new Store();
