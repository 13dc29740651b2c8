export function NewLog(label: string) {
  return (_target: unknown, ..._rest: unknown[]): void => console.log(label);
}
