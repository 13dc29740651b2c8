export class OldB {}
