export default class OldStore {}

export interface Options {
  size: number;
}
