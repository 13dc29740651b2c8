export function oldText(parts: TemplateStringsArray | string): string {
  return String(parts);
}
