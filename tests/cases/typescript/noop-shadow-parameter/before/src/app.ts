interface Store {
  get(): string;
}
type Maker = new () => Store;

export function one(OldStore: Maker): Store {
  return new OldStore();
}
export const two = (OldStore: Maker): Store => new OldStore();
export const three = (...OldStore: Maker[]): Maker[] => OldStore;
export const four = ({ OldStore }: { OldStore: Maker }): Store => new OldStore();
export const five = ([OldStore]: Maker[]): Store => new OldStore();
export const six = async (OldStore = 1): Promise<number> => OldStore;
export const seven = { make: (OldStore: number): number => OldStore + 1 };
export class Eight {
  constructor(private readonly OldStore: Maker) {}

  make(): Store {
    return new this.OldStore();
  }
}
