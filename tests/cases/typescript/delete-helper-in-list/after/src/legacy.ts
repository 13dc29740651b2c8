function encode(text: string): string {
  return text.trim();
}

export {
  encode,
};
