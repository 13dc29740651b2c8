const { OldStore } = require('./other.cjs');
const other = require('./other.cjs');

module.exports = [new OldStore(), new other.OldStore()];
