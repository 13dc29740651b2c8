exports.OldStore = require('./legacy').OldStore;
