class OldStore {}

class Other {}

export { OldStore, Other };
