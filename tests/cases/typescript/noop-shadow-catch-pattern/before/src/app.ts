export function run(): unknown {
  try {
    throw { OldStore: 1 };
  } catch ({ OldStore }: any) {
    return OldStore;
  }
}
