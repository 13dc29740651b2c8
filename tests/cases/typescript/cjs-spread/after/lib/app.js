const { NewStore, limit } = require('./index');

module.exports = [new NewStore(), limit];
