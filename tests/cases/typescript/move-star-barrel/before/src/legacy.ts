export function readText(text: string): string {
  return text;
}

export const limit = 3;
