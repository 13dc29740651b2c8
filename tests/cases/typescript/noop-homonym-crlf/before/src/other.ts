export class OldStore {}
