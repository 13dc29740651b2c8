export class OldStore {}

export class OldCache {}
