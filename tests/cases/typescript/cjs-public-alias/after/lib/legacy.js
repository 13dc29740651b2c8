const { NewStore } = require('./new');

module.exports = { FileStore: NewStore };
