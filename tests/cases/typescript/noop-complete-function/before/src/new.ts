export function newText(text: string): string {
  return text;
}
