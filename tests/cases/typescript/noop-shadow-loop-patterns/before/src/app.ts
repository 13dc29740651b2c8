export async function run(map: Map<string, number>): Promise<void> {
  for (const [OldStore, size] of map) console.log(OldStore, size);
  for (const { length: OldStore } of map.keys()) console.log(OldStore);
  for await (const OldStore of [Promise.resolve(1)]) console.log(OldStore);
}
