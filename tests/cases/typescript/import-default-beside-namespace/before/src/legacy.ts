export default class OldStore {}

export const limit = 3;
