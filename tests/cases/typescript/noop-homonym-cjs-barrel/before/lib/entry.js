module.exports = { OldStore: require('./other').OldStore };
