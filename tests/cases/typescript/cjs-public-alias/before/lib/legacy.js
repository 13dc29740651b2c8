class OldStore {}
module.exports = { OldStore, FileStore: OldStore };
