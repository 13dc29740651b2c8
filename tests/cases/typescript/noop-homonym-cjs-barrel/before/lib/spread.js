module.exports = { ...require('./other') };
