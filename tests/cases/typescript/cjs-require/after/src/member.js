const NewStore = require('./new').NewStore;

module.exports = new NewStore();
