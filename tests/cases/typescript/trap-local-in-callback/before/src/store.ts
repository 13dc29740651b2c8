export class OldStore {}

declare function describe(title: string, body: () => void): void;

describe('a store', () => {
  class OldStore {}
  const made = new OldStore();
  if (made) {
    const OldStore = 1;
    console.log(OldStore);
  }
});

export const made = new OldStore();
