function encode(text: string): string {
  return text.trim();
}

class OldStore {
  get(key: string): string {
    return encode(key);
  }
}

export {
  encode,
  OldStore,
};
