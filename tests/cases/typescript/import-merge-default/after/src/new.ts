export class NewStore {}

export default 3;
