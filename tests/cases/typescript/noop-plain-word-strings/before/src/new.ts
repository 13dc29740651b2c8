export class Connection {}
