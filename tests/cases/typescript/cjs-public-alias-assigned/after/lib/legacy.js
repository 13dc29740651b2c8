const { NewStore } = require('./new');

exports.FileStore = NewStore;
