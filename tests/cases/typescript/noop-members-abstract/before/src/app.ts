export abstract class Shelf {
  abstract OldStore?: string;
  static OldStore(key: string): string;
  static OldStore(key: number): number;
  static OldStore(key: string | number): string | number {
    return key;
  }
}
export interface Maker {
  readonly OldStore: string;
  get OldStores(): string[];
}
export type Part = Pick<Maker, never> & { OldStore(): void };
