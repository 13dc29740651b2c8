export const counters = { total: 0 };

export function makeLog(name: string): string[] {
  return [name];
}

export async function open(name: string): Promise<string> {
  return name;
}
