const legacy = require('./legacy');
const { NewStore } = require('./new');

module.exports = [new NewStore(), new legacy.Other()];
