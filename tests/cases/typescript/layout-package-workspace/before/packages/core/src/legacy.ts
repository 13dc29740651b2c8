export class OldStore {}
