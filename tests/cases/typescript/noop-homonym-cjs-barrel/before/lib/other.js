class OldStore {}

module.exports = { OldStore, limit: 3 };
