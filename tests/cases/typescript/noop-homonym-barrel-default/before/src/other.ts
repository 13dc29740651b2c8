export default class OldStore {}

export const other = 1;
