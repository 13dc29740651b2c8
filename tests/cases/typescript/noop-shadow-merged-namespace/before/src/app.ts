export namespace Shapes {
  export class OldStore {}
}
export namespace Shapes {
  export const one = new OldStore();
}
