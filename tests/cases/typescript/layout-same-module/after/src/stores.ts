export class NewStore {}

export const store = new NewStore();
