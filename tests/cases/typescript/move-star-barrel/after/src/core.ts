export const SIZE = 1;

export function readText(text: string): string {
  return text;
}
