const { NewStore } = require('./new');

module.exports = { NewStore, version: 1 };
