export class Before {}
export class After {}
