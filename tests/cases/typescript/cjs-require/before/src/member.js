const OldStore = require('./legacy').OldStore;

module.exports = new OldStore();
