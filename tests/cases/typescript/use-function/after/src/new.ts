export const newText = (parts: TemplateStringsArray | string): string => String(parts);
