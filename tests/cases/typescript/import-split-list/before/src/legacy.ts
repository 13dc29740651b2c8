export class After {}

export class OldStore {}

export class Before {}
