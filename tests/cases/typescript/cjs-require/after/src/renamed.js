const { NewStore: Store } = require('./new.js');

module.exports = new Store();
