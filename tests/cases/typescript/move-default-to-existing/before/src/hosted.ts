export default function isHosted(): boolean {
  return true;
}
