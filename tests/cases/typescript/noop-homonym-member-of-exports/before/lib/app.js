const other = require('./other');
const { OldStore } = other;

module.exports = [new other.OldStore(), new OldStore(), require('./other').OldStore];
