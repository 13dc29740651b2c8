exports.NewStore = class NewStore {};
