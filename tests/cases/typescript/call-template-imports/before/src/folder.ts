export class Folder {
  constructor(readonly path: string) {}
}
