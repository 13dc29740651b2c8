const { NewStore } = require('.');

module.exports = new NewStore();
