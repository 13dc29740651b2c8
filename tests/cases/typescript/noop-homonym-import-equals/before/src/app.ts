namespace shapes {
  export class OldStore {}
}

import OldStore = shapes.OldStore;

export const store = new OldStore();
