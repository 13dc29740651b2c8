export class NewStore {}

export interface Options {
  size: number;
}
