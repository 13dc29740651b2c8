const make = require('./Bar').default;

module.exports = make();
