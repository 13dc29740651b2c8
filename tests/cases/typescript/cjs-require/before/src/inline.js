module.exports = () => new (require('./legacy').OldStore)();
