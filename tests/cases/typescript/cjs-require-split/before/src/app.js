const { OldStore, limit } = require('./legacy');

module.exports = [new OldStore(), limit];
