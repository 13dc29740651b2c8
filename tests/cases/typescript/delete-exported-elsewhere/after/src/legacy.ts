export function encode(text: string): string {
  return text.trim();
}
