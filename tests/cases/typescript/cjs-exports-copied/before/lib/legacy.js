class OldStore {}

const limit = 3;

module.exports = { OldStore, limit };
