export class OldA {}
