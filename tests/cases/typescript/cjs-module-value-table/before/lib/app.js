const { OldStore } = require('.');

module.exports = new OldStore();
