const NewStore = require('./new');

function make() {
  return new NewStore();
}

module.exports = { make };
