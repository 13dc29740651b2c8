module.exports = { Thing: require('./util/new'), T: require('./util/new') };
