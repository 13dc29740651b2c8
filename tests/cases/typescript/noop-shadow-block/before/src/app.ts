export function run(list: string[]): void {
  {
    const OldStore = list.length;
    console.log(OldStore);
  }
  for (const OldStore of list) {
    console.log(OldStore);
  }
  for (let OldStore = 0; OldStore < 3; OldStore++) {
    console.log(OldStore);
  }
  for (const OldStore in list) console.log(OldStore);
  try {
    list.pop();
  } catch (OldStore) {
    console.log(OldStore);
  }
}
