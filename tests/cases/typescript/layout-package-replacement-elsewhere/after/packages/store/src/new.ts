export class NewStore {}
