class OldStore {}

class Other {}

exports.OldStore = OldStore;
exports.Other = Other;
