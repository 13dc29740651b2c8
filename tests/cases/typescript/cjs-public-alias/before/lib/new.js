class NewStore {}
module.exports = { NewStore };
