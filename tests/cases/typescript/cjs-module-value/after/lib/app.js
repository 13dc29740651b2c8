const NewStore = require('./new');

module.exports = new NewStore();
