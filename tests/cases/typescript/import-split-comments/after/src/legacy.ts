export class Alpha {}

export class Zulu {}
