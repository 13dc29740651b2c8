exports.NewStore = require('./new').NewStore;
