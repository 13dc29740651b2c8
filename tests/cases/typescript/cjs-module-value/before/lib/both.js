const { OldStore, make } = require('./legacy');

module.exports = [new OldStore(), make()];
