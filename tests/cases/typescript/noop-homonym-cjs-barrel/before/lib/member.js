exports.OldStore = require('./other').OldStore;
