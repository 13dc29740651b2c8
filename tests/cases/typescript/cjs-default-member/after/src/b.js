const { default: make } = require('./Bar');

module.exports = make();
