export class After {}

export class Before {}
