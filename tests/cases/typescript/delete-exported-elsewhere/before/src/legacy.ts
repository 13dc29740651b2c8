export function encode(text: string): string {
  return text.trim();
}

export class OldStore {
  get(key: string): string {
    return encode(key);
  }
}
