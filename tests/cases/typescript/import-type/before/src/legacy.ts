export class OldStore {}

export class Other {}
