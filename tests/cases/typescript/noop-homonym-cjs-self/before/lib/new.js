module.exports = class NewStore {};
