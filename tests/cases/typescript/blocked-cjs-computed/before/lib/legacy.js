class OldStore {}

module.exports = { OldStore };
