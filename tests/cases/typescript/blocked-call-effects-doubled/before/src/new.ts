export function newRead(key: string, fallback: string): string {
  return key || fallback;
}
