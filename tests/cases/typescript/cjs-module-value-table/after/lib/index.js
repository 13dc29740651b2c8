module.exports = { NewStore: require('./new') };
