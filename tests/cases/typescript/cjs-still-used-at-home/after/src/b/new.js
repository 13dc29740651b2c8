function Thing() {}

module.exports = Thing;
