export type OldStore = { size: number };

export const one: OldStore = { size: 1 };
