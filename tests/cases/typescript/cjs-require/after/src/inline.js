module.exports = () => new (require('./new').NewStore)();
