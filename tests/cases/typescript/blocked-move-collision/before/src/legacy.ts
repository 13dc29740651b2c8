function encode(text: string): string {
  return text.trim();
}

export class TokenStore {
  text = encode('a');
}
