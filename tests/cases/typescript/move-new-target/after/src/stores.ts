export class OtherStore {}
