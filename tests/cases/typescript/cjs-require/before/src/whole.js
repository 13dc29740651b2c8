const stores = require('./legacy');

module.exports = () => new stores.OldStore();
