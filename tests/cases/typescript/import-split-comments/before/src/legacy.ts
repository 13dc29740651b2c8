export class Alpha {}

export class OldStore {}

export class Zulu {}
