export namespace shapes {
  export class OldStore {}
  export const one = new OldStore();
}

export const two = new shapes.OldStore();
