export class OldStore {}
export class Second {}
