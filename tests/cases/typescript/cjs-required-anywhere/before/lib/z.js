module.exports = { Thing: require('./old'), T: require('./old') };
