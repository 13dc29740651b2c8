export function newRead<T>(key: T): T {
  return key;
}
