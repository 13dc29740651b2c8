const size = 1;

export class OldStore {}

export default size;
