const { isChatty, limit } = require('./env');

module.exports = isChatty ? limit : 0;
