const legacy = require('./legacy');

module.exports = [new legacy.OldStore(), new legacy.Other()];
