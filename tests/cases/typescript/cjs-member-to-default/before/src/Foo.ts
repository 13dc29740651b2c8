export function Foo() {
  return null;
}
