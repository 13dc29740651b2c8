const { OldStore } = require('./legacy');

module.exports = { OldStore, version: 1 };
