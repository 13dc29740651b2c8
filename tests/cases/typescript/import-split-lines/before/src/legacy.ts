export class Before {}
export class OldStore {}
export class After {}
