const { isVerbose, limit } = require('./env');

module.exports = isVerbose ? limit : 0;
