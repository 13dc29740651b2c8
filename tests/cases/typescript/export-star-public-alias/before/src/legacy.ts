class OldStore {}

export { OldStore, OldStore as FileStore };
