module.exports = require('./legacy').OldStore;
