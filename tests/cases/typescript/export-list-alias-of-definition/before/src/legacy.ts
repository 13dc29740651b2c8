class OldStore {}

export { OldStore as FileStore };
