module.exports = class OldStore {};
