class Local {}

const options = { OldStore: Local, size: 1 };
const { OldStore, size } = options;

export const all = [new OldStore(), size];
