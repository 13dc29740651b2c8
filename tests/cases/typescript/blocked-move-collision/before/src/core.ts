function encode(text: string): string {
  return text.toUpperCase();
}

export const loud = encode('a');
