const { OldStore, limit } = require('./other');
const { OldStore: Second } = require('./other');

module.exports = [new OldStore(), new Second(), limit];
