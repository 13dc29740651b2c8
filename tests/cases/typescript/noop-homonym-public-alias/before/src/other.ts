class OldStore {}

export { OldStore as Store };
