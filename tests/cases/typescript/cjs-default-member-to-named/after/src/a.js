const make = require('./Bar').Bar;

module.exports = make();
