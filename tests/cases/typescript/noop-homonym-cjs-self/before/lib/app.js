const OldStore = require('./other');

module.exports = new OldStore();
