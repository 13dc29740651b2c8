export default class {
  get(): string {
    return 'file';
  }
}
