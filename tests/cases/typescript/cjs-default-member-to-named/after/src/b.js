const { Bar: make } = require('./Bar');

module.exports = make();
