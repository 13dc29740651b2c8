const { NewStore } = require('./new');
const looped = require('./new');

module.exports = [
  new NewStore(),
  new looped.NewStore(),
  new (require('./new').NewStore)(),
];
