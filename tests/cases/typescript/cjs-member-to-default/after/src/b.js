const { default: Bar } = require('./Bar');

module.exports = Bar();
