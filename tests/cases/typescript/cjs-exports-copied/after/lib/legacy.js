const limit = 3;

module.exports = { limit };
