export class OldStore {}

export interface Options {
  size: number;
}
