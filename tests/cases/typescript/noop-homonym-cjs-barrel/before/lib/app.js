const { OldStore } = require('./entry');
const spread = require('./spread');

module.exports = [new OldStore(), new spread.OldStore(), require('./member').OldStore];
