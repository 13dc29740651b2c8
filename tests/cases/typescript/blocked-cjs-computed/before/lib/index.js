const build = require('load-all');

module.exports = build(__dirname);
