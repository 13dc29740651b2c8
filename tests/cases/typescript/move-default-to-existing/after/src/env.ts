export const env = { HOSTED: 'yes' };

export function isHosted(): boolean {
  return true;
}
