const { make } = require('./legacy');
const NewStore = require('./new');

module.exports = [new NewStore(), make()];
