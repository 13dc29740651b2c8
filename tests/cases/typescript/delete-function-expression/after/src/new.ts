export const newOpen = async (name: string): Promise<string> => name;

export class NewStore {}
