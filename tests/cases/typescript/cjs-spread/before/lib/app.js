const { OldStore, limit } = require('./index');

module.exports = [new OldStore(), limit];
