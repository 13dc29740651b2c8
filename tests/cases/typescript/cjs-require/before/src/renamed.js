const { OldStore: Store } = require('./legacy.js');

module.exports = new Store();
