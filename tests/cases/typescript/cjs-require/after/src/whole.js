const stores = require('./new');

module.exports = () => new stores.NewStore();
