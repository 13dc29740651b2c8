export default function Knob() {
  return null;
}
