module.exports.NewStore = class NewStore {};
