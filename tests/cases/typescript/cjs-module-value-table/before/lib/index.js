module.exports = { OldStore: require('./legacy') };
