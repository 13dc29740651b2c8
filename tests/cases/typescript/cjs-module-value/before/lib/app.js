const { OldStore } = require('./legacy');

module.exports = new OldStore();
