const { NewStore } = require('./entry');
const shorthand = require('./shorthand');
const member = require('./member');

module.exports = [new NewStore(), new shorthand.NewStore(), new member.NewStore()];
