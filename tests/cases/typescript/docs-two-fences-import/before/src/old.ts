export class OldThing {}
