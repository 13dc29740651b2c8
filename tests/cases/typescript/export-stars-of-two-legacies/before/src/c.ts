export class OldC {}
export const kept = 1;
