export class NewThing {}
