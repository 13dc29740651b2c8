const { limit } = require('./legacy');
const { NewStore } = require('./new');

module.exports = [new NewStore(), limit];
