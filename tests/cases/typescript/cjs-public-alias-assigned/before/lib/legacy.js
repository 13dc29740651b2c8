class OldStore {}
exports.OldStore = OldStore;
exports.FileStore = OldStore;
