export function oldRead(key: string): string {
  return key;
}
