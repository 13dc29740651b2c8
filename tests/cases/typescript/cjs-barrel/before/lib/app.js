const { OldStore } = require('./entry');
const shorthand = require('./shorthand');
const member = require('./member');

module.exports = [new OldStore(), new shorthand.OldStore(), new member.OldStore()];
