const { OldStore } = require('./assigned');
const looped = require('./looped');

module.exports = [
  new OldStore(),
  new looped.OldStore(),
  new (require('./compiled').OldStore)(),
];
