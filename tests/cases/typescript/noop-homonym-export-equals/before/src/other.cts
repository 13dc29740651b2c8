class OldStore {}

export = OldStore;
