module.exports = require('./new');
