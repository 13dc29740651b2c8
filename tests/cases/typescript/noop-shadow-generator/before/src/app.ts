export async function* run(OldStore: number): AsyncGenerator<number> {
  yield OldStore;
}
export const later = async (OldStore: Promise<number>): Promise<number> => (await OldStore) + 1;
export const methods = {
  async *each(OldStore: number[]): AsyncGenerator<number> {
    for (const one of OldStore) yield one;
  },
  set size(OldStore: number) {
    console.log(OldStore);
  },
};
