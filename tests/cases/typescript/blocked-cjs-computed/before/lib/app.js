const { OldStore } = require('./index');

module.exports = [new OldStore()];
