export default function Foo() {
  return null;
}
