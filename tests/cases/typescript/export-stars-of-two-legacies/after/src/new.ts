export class NewA {}
export class NewB {}
export class NewC {}
